searchPart("slugs","O8/Z?Bur[&UKD6@<cSn;2e0+#")
