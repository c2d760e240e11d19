"""Harvests by OAI-PMH through the client library Sickle: prints the identifiers, one per line, deleted ones behind "deleted ".

usage: oai_client.py ENDPOINT [NAME=VALUE ...]

What stands behind the endpoint (set=mainz, from=2026-11-24) is asked of every list. All formats and both methods have to say the same.
"""
import sys

import rdflib
from lxml import etree
from sickle import Sickle, oaiexceptions

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
FORMATS = ["oai_dc", "dcat_ap", "dcat_ap_de"]
OAI = "{http://www.openarchives.org/OAI/2.0/}"


class Strict(Sickle):
    """Sickle recovers from broken XML; here it is a mistake."""

    def harvest(self, **arguments):
        response = super().harvest(**arguments)
        etree.XML(response.http_response.content)
        return response


def metadata(record):
    return record.xml.find(OAI + "metadata")[0]


def check(record, prefix):
    """What a record of a format has to hold."""
    element = metadata(record)
    if prefix == "oai_dc":
        assert etree.QName(element).localname == "dc"
        assert record.header.identifier in record.metadata["identifier"]
        assert record.metadata["title"] and record.metadata["type"] == ["Dataset"]
        return
    graph = rdflib.Graph().parse(data=etree.tostring(element), format="xml")
    datasets = set(graph.subjects(rdflib.RDF.type, DCAT.Dataset))
    assert datasets == {rdflib.URIRef(record.header.identifier)}, datasets


def harvest(client, prefix, arguments):
    found = []
    for record in client.ListRecords(metadataPrefix=prefix, **arguments):
        if not record.deleted:
            check(record, prefix)
        found.append((record.header.identifier, record.deleted, record.header.datestamp))
    assert len(found) == len(set(found))
    headers = client.ListIdentifiers(metadataPrefix=prefix, **arguments)
    assert found == [(header.identifier, header.deleted, header.datestamp) for header in headers]
    return found


def main():
    endpoint = sys.argv[1]
    arguments = dict(argument.split("=", 1) for argument in sys.argv[2:])
    results = []
    for method in ["GET", "POST"]:
        client = Strict(endpoint, http_method=method)
        identity = client.Identify()
        assert identity.baseURL == endpoint and identity.deletedRecord == "persistent"
        assert [known.metadataPrefix for known in client.ListMetadataFormats()] == FORMATS
        assert len(list(client.ListSets())) > 0
        results += [harvest(client, prefix, arguments) for prefix in FORMATS]
    assert all(result == results[0] for result in results)
    assert all(datestamp >= identity.earliestDatestamp for _, _, datestamp in results[0])
    first = results[0][0][0]
    shown = client.GetRecord(identifier=first, metadataPrefix="dcat_ap_de")
    assert shown.header.identifier == first
    for error, call in [
        (oaiexceptions.IdDoesNotExist, lambda: client.GetRecord(identifier="urn:none", metadataPrefix="oai_dc")),
        (oaiexceptions.CannotDisseminateFormat, lambda: client.ListRecords(metadataPrefix="marc21")),
        (oaiexceptions.NoRecordsMatch, lambda: client.ListRecords(metadataPrefix="oai_dc", until="1900-01-01")),
        (oaiexceptions.BadResumptionToken, lambda: client.ListRecords(resumptionToken="x")),
        (oaiexceptions.BadArgument, lambda: client.ListRecords()),
    ]:
        try:
            call()
        except error:
            continue
        raise AssertionError(f"{error.__name__} expected")
    for identifier, deleted, _ in results[0]:
        print(f"deleted {identifier}" if deleted else identifier)


if __name__ == "__main__":
    main()
