searchPart("slugs","YCJ,B$2paq")
