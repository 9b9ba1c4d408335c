// Nothing: the precompiled header that all torch layers share needs a file to belong to.
