"""Sources to papers in the store: reading, merging, the owner's edits, and topics.

Enters: the settings and the store of the digest. Leaves: every paper with its topics in the store, and light rows
of all of them. What was read or made before of the same bytes under the same settings is taken as it was; a
store that began empty ends with the same papers.
"""
