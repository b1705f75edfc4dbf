searchPart("topics/0","##")
