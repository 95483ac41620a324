<?php
// PHP's SoapClient at the sandbox agency: reads its WSDL over HTTP, uses every operation once and
// prints what it got as JSON. Arguments: WSDL address, client number, licence key, e-mail address.
declare(strict_types=1);
ini_set('soap.wsdl_cache_enabled', '0');

[, $address, $clientId, $licenceKey, $email] = $argv;
$auth = ['clientId' => $clientId, 'licenceKey' => $licenceKey, 'sandbox' => true];
$client = new SoapClient($address, ['cache_wsdl' => WSDL_CACHE_NONE, 'exceptions' => true]);
$claim = ['invoice' => 'PHP-1', 'type' => 1, 'reason' => 'Größe & Maß <1>', 'originalValue' => '123.45',
    'overdueFees' => 5.0, 'dateOfOrigin' => '2026-01-02', 'dateOfLastReminder' => '2026-02-17', 'note' => ''];
$debtor = ['address' => 'f', 'firstname' => 'Erika', 'lastname' => 'Muster', 'street' => 'Musterstraße 1a',
    'postcode' => '01067', 'city' => 'Dresden', 'country' => 'DE', 'email' => $email];

$got = ['newClaim' => $client->newClaim($auth, $claim, $debtor)];
$identifier = ['fileNumber' => $got['newClaim']->fileNumber];
$got['refused'] = $client->newClaim($auth, ['type' => 9] + $claim, $debtor);
$got['status'] = $client->getClaimStatus($auth, $identifier);
$got['changes'] = $client->getClaimStatusChanges($auth);
$got['messages'] = $client->getNewMessages($auth);
$got['committed'] = $client->commitTransaction($auth, $got['changes']->transactionId);
$got['nothing'] = $client->getClaimStatusChanges($auth);
$got['account'] = $client->getClaimAccountingSummary($auth, $identifier);
$got['history'] = $client->getClaimHistory($auth, $identifier);
$got['sent'] = $client->sendMessage($auth, $identifier, "Zeile 1\nZeile 2");
$got['talk'] = $client->getMessageHistory($auth, $identifier);
$got['options'] = $client->getClaimOptions($auth, $identifier);
$got['paid'] = $client->bookDirectPayment($auth, $identifier, ['dateOfPayment' => '2026-03-05', 'paidAmount' => '10.05']);
$got['closed'] = $client->closeClaim($auth, $identifier);
$got['closedAgain'] = $client->closeClaim($auth, $identifier);
$got['payouts'] = $client->getPayoutList($auth);
try {
    $client->getPayoutList(['licenceKey' => 'wrong'] + $auth);
} catch (SoapFault $fault) {
    $got['fault'] = [$fault->faultcode, $fault->getMessage()];
}
echo json_encode($got, JSON_UNESCAPED_UNICODE);
