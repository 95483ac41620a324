<?php
// An agency on PHP's SoapServer, behind PHP's own web server: `php -S 127.0.0.1:PORT agency.php`.
// It knows the WSDL only, keeps what it was sent in a file, and answers with lists of 0, 1 and n.
declare(strict_types=1);
ini_set('soap.wsdl_cache_enabled', '0');

final class Agency
{
    private array $kept;

    public function __construct(private readonly string $file)
    {
        $this->kept = is_file($file) ? json_decode(file_get_contents($file), true) : ['calls' => []];
    }

    private function keep(string $operation, array $arguments): void
    {
        $this->kept['calls'][] = [$operation, json_decode(json_encode($arguments), true)];
        file_put_contents($this->file, json_encode($this->kept));
    }

    private function check(object $auth): void
    {
        $licence = md5(getenv('APPLICATION_KEY') . getenv('CLIENT_KEY'));
        if ($auth->clientId !== getenv('CLIENT_ID') || $auth->licenceKey !== $licence) {
            throw new SoapFault('Client', 'Die Zugangsdaten sind ungültig');
        }
    }

    public function newClaim($auth, $claim, $debtor)
    {
        $this->check($auth);
        $this->keep('newClaim', [$auth->sandbox, $claim, $debtor]);
        if ($debtor->city === 'Nirgendwo') {
            return ['errorList' => ['Die Anschrift ist ungültig.']];
        }
        if ($debtor->city === 'Niemandsland') {
            return ['errorList' => ['Die Anschrift ist ungültig.', 'Der Ort fehlt.']];
        }
        return ['fileNumber' => '98765432109'];
    }

    public function getClaimStatus($auth, $claimIdentifier)
    {
        $this->check($auth);
        if ($claimIdentifier->fileNumber !== '98765432109') {
            throw new SoapFault('Client', 'Das Aktenzeichen ist unbekannt');
        }
        return ['statusCode' => 10202, 'statusText' => 'In Bearbeitung', 'statusDetails' => 'Größe & Maß'];
    }

    public function getClaimStatusChanges($auth)
    {
        $this->check($auth);
        $change = fn (string $time) => ['fileNumber' => '98765432109', 'statusCode' => 10202,
            'statusName' => 'In Bearbeitung', 'time' => $time];
        $times = ['2026-07-01T10:00:00', '2026-11-21T10:00:00', '2026-11-21T10:00:01'];
        $count = (int) ($this->kept['commits'] ?? 0);
        return ['transactionId' => "t$count", 'changes' => array_map($change, array_slice($times, 0, $count))];
    }

    public function getNewMessages($auth)
    {
        $this->check($auth);
        return ['transactionId' => 'm1', 'messages' => [
            ['fileNumber' => '98765432109', 'invoiceNumber' => 'MUSTER-1', 'text' => "Zeile 1\nZeile 2", 'time' => '2026-11-21T10:00:00'],
        ]];
    }

    public function commitTransaction($auth, $transactionId)
    {
        $this->check($auth);
        $this->kept['commits'] = (int) ($this->kept['commits'] ?? 0) + 1;
        $this->keep('commitTransaction', [$transactionId]);
        return true;
    }

    public function getClaimAccountingSummary($auth, $claimIdentifier)
    {
        $this->check($auth);
        return ['totalDebts' => '181.69', 'paid' => 100.1, 'outstanding' => '81.59', 'currentPayout' => 0,
            'sumPayout' => '100.10', 'payoutHistory' => [
                ['date' => '2026-03-13', 'total' => '100.10', 'payoutNumber' => 'AB-1'],
            ]];
    }

    public function getClaimHistory($auth, $claimIdentifier)
    {
        return [['time' => '2026-11-21T10:00:00', 'subject' => '1. Schreiben']];
    }

    public function getMessageHistory($auth, $claimIdentifier)
    {
        return [];
    }

    public function sendMessage($auth, $claimIdentifier, $text)
    {
        $this->keep('sendMessage', [$claimIdentifier, $text]);
        return true;
    }

    public function getClaimOptions($auth, $claimIdentifier)
    {
        return ['close'];
    }

    public function closeClaim($auth, $claimIdentifier)
    {
        $this->keep('closeClaim', [$claimIdentifier]);
        return true;
    }

    public function bookDirectPayment($auth, $claimIdentifier, $directPayment)
    {
        $this->keep('bookDirectPayment', [$claimIdentifier, $directPayment]);
        return false;
    }

    public function getPayoutList($auth)
    {
        $this->check($auth);
        return [];
    }

    public function generateRegistrationKey($auth)
    {
        return 'KEY-' . $auth->applicationId;
    }

    public function registerClient($auth, $clientRegistration, $bankAccount)
    {
        $this->keep('registerClient', [$clientRegistration, $bankAccount]);
        return true;
    }
}

$wsdl = str_ends_with($_SERVER['REQUEST_URI'], '/partner') ? getenv('PARTNER_WSDL') : getenv('WSDL');
$server = new SoapServer($wsdl, ['cache_wsdl' => WSDL_CACHE_NONE]);
$server->setObject(new Agency(getenv('KEPT')));
$server->handle();
