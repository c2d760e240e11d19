"""Reads a catalogue as CKAN's harvester does, through the client library ckanapi: prints the IRIs, one per line.

usage: ckan_client.py BASE_URL
"""
import sys

from ckanapi import NotAuthorized, NotFound, RemoteCKAN, ValidationError

PAGE = 5


def main():
    # POST with JSON to /api/action, which is the client's default.
    portal = RemoteCKAN(sys.argv[1], user_agent="ckanapi test")
    assert portal.action.status_show()["site_url"] == sys.argv[1]
    seen, start = [], 0
    while True:
        found = portal.action.package_search(rows=PAGE, start=start, sort="id asc")
        if not found["results"]:
            break
        seen += found["results"]
        start += PAGE
    assert len(seen) == found["count"] == len(portal.action.package_list())
    ids = [package["id"] for package in seen]
    assert ids == sorted(set(ids))
    for city in portal.action.organization_list():
        shown = portal.action.organization_show(id=city)
        of_city = portal.action.package_search(fq=f"organization:{city}", rows=0)
        assert shown["package_count"] == of_city["count"] > 0
    first = portal.action.package_show(id=seen[0]["name"])
    assert first == seen[0]
    for error, call in [
        (NotFound, lambda: portal.action.package_show(id="gibt-es-nicht")),
        (ValidationError, lambda: portal.action.package_show()),
        (NotAuthorized, lambda: portal.action.package_create(name="x")),
    ]:
        try:
            call()
        except error:
            continue
        raise AssertionError(f"{error.__name__} expected")
    # GET, as other clients do.
    assert portal.call_action("package_search", {"rows": 1}, requests_kwargs={})["count"] == len(seen)
    reading = RemoteCKAN(sys.argv[1], get_only=True)
    assert reading.action.package_search(rows=1)["count"] == len(seen)
    for package in seen:
        print(next(extra["value"] for extra in package["extras"] if extra["key"] == "uri"))


if __name__ == "__main__":
    main()
