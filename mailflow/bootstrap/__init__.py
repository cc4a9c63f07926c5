"""Composition root: from settings to use cases wired to adapters. It alone knows services and adapters.

    settings -> world, storage, post      what nearly all use cases stand on: `foundation.Foundation`
                  |
                  v
    reading  meetings  routine  secretary  receiving  sending  website    the use cases, by subject
                  |
                  v
    application.Application               one attribute for each of these modules: `build(settings).meetings.invite(...)`

A new use case is a property of the part whose subject it is; a new adapter is built where it is used. Everything is built, and its
modules are imported, when it is first asked for, so that a command pays only for what it uses.
"""
