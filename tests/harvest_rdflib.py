"""Walks a feed as ckanext-dcat does, which reads with rdflib: prints the datasets, one per line.

usage: harvest_rdflib.py URL FORMAT
"""
import sys
from urllib.request import urlopen

from rdflib import RDF, Graph, Namespace

DCAT = Namespace("http://www.w3.org/ns/dcat#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")


def main():
    url, syntax = sys.argv[1:]
    while url:
        with urlopen(url, timeout=60) as response:
            page = Graph().parse(data=response.read().decode("utf-8"), format=syntax)
        for dataset in page.subjects(RDF.type, DCAT.Dataset):
            print(dataset)
        url = None
        for view in page.subjects(RDF.type, HYDRA.PartialCollectionView):
            for following in page.objects(view, HYDRA.next):
                url = str(following)


if __name__ == "__main__":
    main()
