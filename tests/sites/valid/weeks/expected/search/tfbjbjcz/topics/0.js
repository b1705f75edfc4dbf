searchPart("topics/0","########")
