<?php
// PHP's SoapClient as an agency that pulls: lists its claims, fetches one, says what became of it
// and reads the instructions; prints what it got as JSON. Arguments: address of the door, key, time.
declare(strict_types=1);
ini_set('soap.wsdl_cache_enabled', '0');

[, $address, $key, $at] = $argv;
$client = new SoapClient("$address?wsdl", [
    'cache_wsdl' => WSDL_CACHE_NONE, 'exceptions' => true, 'location' => $address,
    'login' => 'agency', 'password' => $key, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);
function fault(callable $call): array {
    try {
        $call();
        return [];
    } catch (SoapFault $fault) {
        return [$fault->faultcode, $fault->getMessage()];
    }
}

$got = ['new' => $client->listClaims([])];
$id = $got['new']->item[0]->id;
$got['package'] = $client->fetchClaim(['claimId' => $id])->handover;
$accept = ['claimId' => $id, 'kind' => 'accepted', 'at' => $at, 'fileNumber' => 'PHP-1'];
$got['accepted'] = $client->sendRecord($accept)->known;
$got['again'] = $client->sendRecord($accept)->known;
$got['message'] = $client->sendRecord(['claimId' => $id, 'kind' => 'message', 'at' => $at, 'text' => 'Größe & <Maß>'])->known;
$got['paid'] = $client->sendRecord(['claimId' => $id, 'kind' => 'payment', 'at' => $at, 'number' => 'Z-1', 'on' => substr($at, 0, 10), 'amountCents' => 1050])->known;
$got['none'] = $client->listClaims(['show' => 'new']);
$got['all'] = $client->listClaims(['show' => 'all', 'afterId' => 0]);
$got['instructions'] = $client->listInstructions([]);
$got['renumbered'] = fault(fn() => $client->sendRecord(['fileNumber' => 'PHP-2'] + $accept));
$got['foreign'] = fault(fn() => $client->fetchClaim(['claimId' => $id + 1000]));
$got['strange'] = fault(fn() => $client->sendRecord(['kind' => 'sold'] + $accept));
echo json_encode($got, JSON_UNESCAPED_UNICODE);
