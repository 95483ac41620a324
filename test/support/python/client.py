# Zeep at the sandbox agency and at the door of agencies: it reads a WSDL over HTTP and nothing else
# of ours, and prints what it got as JSON.
#   client.py sandbox WSDL client-number licence-key e-mail
#   client.py door WSDL key time
import datetime
import decimal
import json
import sys

import requests
from zeep import Client
from zeep.exceptions import Fault
from zeep.helpers import serialize_object
from zeep.transports import Transport


ENCODING = "http://schemas.xmlsoap.org/soap/encoding/"
# Zeep would fetch this from the net; of SOAP 1.1 section 5 the arrays are all that is used here.
ENCODING_SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="{ENCODING}"
    targetNamespace="{ENCODING}">
  <xs:attribute name="arrayType" type="xs:string"/>
  <xs:attributeGroup name="commonAttributes">
    <xs:attribute name="id" type="xs:ID"/>
    <xs:attribute name="href" type="xs:anyURI"/>
    <xs:anyAttribute namespace="##other" processContents="lax"/>
  </xs:attributeGroup>
  <xs:complexType name="Array">
    <xs:sequence><xs:any namespace="##any" minOccurs="0" maxOccurs="unbounded" processContents="lax"/></xs:sequence>
    <xs:attribute ref="tns:arrayType"/>
    <xs:attributeGroup ref="tns:commonAttributes"/>
  </xs:complexType>
</xs:schema>"""


class Offline(Transport):
    def load(self, url):
        return ENCODING_SCHEMA.encode() if url == ENCODING else super().load(url)


def plain(value):
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    return repr(value)


def fault_of(call):
    try:
        call()
    except Fault as fault:
        return [fault.code, fault.message]
    return []


def sandbox(wsdl, client_number, licence_key, email):
    service = Client(wsdl, transport=Offline()).service
    auth = {"clientId": client_number, "licenceKey": licence_key, "sandbox": True}
    claim = {
        "invoice": "ZEEP-1", "type": 1, "reason": "Größe & Maß <1>", "originalValue": "123.45",
        "overdueFees": "5.00", "dateOfOrigin": "2026-01-02", "dateOfLastReminder": "2026-02-17", "note": "",
    }
    debtor = {
        "id": "", "address": "f", "firstname": "Erika", "lastname": "Muster", "company": "", "co": "",
        "street": "Musterstraße 1a", "postcode": "01067", "city": "Dresden", "country": "DE",
        "telephone1": "", "telephone2": "", "email": email,
    }
    taken = service.newClaim(auth, claim, debtor)
    number = {"fileNumber": taken["fileNumber"]}
    return {
        "newClaim": taken,
        "refused": service.newClaim(auth, {**claim, "type": 9}, debtor),
        "status": service.getClaimStatus(auth, number),
        "changes": service.getClaimStatusChanges(auth),
        "account": service.getClaimAccountingSummary(auth, number),
        "paid": service.bookDirectPayment(auth, number, {"dateOfPayment": "2026-03-05", "paidAmount": "10.05"}),
        "sent": service.sendMessage(auth, number, "Zeile 1\nZeile 2"),
        "closed": service.closeClaim(auth, number),
        "fault": fault_of(lambda: service.getPayoutList({**auth, "licenceKey": "wrong"})),
    }


def door(wsdl, key, at):
    session = requests.Session()
    session.auth = ("agency", key)
    service = Client(wsdl, transport=Offline(session=session)).service
    # The WSDL names the public address of the service; the test knows where it really listens.
    service._binding_options["address"] = wsdl.removesuffix("?wsdl")
    new = service.listClaims()
    number = new["item"][0]["id"]
    accept = {"claimId": number, "kind": "accepted", "at": at, "fileNumber": "ZEEP-1"}
    return {
        "new": new,
        "package": service.fetchClaim(claimId=number),
        "accepted": service.sendRecord(**accept),
        "again": service.sendRecord(**accept),
        "none": service.listClaims(show="new"),
        "foreign": fault_of(lambda: service.fetchClaim(claimId=number + 1000)),
    }


work = {"sandbox": sandbox, "door": door}[sys.argv[1]]
print(json.dumps(serialize_object(work(*sys.argv[2:]), dict), default=plain, ensure_ascii=False))
