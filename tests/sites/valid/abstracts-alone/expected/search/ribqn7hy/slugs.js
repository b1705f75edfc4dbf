searchPart("slugs","$2paqYCJ,B")
