#!/usr/bin/perl
# A small agency on SOAP::Lite: a server that knows nothing of ours. It writes in its own way (results
# under names it makes up, types it guesses from the values) and prints its address first.
use strict;
use warnings;
use utf8;
use HTTP::Daemon;
use SOAP::Transport::HTTP;

package Agency;

my %taken;

sub refuse { die SOAP::Fault->faultcode('Client')->faultstring($_[0]) }
sub text { SOAP::Data->type(string => $_[0]) }

sub account {
    my ($auth) = @_;
    refuse('Die Zugangsdaten sind ungültig') unless $auth->{clientId} eq '10001';
}

sub newClaim {
    my (undef, $auth, $claim, $debtor) = @_;
    account($auth);
    return { errorList => [ text('Der Schuldner hat keinen Ort'), text('Größe & Maß') ] }
        if $debtor->{city} eq 'Nirgendwo';
    my $number = 4711 + keys %taken;
    $taken{$number} = { %$claim, name => $debtor->{lastname} };
    return { fileNumber => text("0$number") };
}

sub known {
    my ($number) = @_;
    my $claim = $taken{ $number->{fileNumber} + 0 };
    refuse('Die Forderung ist unbekannt') unless $claim;
    return $claim;
}

sub getClaimStatus {
    my (undef, $auth, $number) = @_;
    account($auth);
    my $claim = known($number);
    return { statusCode => 10202, statusText => 'In Bearbeitung', statusDetails => "$claim->{reason} / $claim->{name}" };
}

sub getClaimStatusChanges {
    my (undef, $auth) = @_;
    account($auth);
    my @changes = map { {
        fileNumber => text("0$_"), statusCode => 10201, statusName => 'Neue Forderung',
        time => '2026-03-01T10:00:00',
    } } sort keys %taken;
    return { transactionId => 77, changes => \@changes };
}

sub getClaimAccountingSummary {
    my (undef, $auth, $number) = @_;
    account($auth);
    known($number);
    my $payouts = [ { date => '2026-03-13', total => 100.10, payoutNumber => 'AB-1' } ];
    return { totalDebts => 181.69, paid => '100.10', outstanding => 81.59, currentPayout => 0,
        sumPayout => 100.1, payoutHistory => $payouts };
}

sub commitTransaction { return SOAP::Data->type(boolean => $_[2] eq '77' ? 'true' : 'false') }
sub closeClaim { known($_[2]); return SOAP::Data->type(boolean => 1) }
sub getPayoutList { account($_[1]); return [] }

package main;

# One request a connection: a server of one thread would wait for the next on the one that is kept.
my $handler = SOAP::Transport::HTTP::Server->new
    ->dispatch_with({ 'urn:mediafinanz:encashment' => 'Agency' });
my $daemon = HTTP::Daemon->new(LocalAddr => '127.0.0.1', LocalPort => 0) or die;
$| = 1;
print $daemon->url, "\n";
while (my $connection = $daemon->accept) {
    if (my $request = $connection->get_request) {
        $handler->request($request);
        $handler->handle;
        $handler->response->header(Connection => 'close');
        $connection->send_response($handler->response);
    }
    $connection->close;
}
