searchPart("topics/0","$&#%%'$&$$")
