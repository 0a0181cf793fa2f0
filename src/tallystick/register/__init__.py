"""The national register: with which an authority keeps control of its weapons and meets its promises.

A Django project in one folder: `register.toml`, one database, `files/`, `keys/`, `backups/`. Every change is an
operation in `ledger`, an append-only chain of hashes; an item's state follows from its events. Each app has one job:

    ledger       what was done, by whom, in an order that cannot be altered unseen
    access       who may see and do what
    files        documents and pictures, kept byte for byte
    stores       services, sites, stores, their keys and inspections
    items        weapons, parts and lots of ammunition; their marks; what happened to them
    stocktaking  counting what is there, and settling the differences
    licences     applications, end use, risk, countersignature, use of a licence
    tracing      requests in and out, by half-read marks
    returns      what is reported to each body, from the same rows
    exchange     ledgers in and out, bundles between sites, backups
"""
