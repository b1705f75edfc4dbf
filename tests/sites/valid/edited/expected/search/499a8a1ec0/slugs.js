searchPart("slugs","2e0+#<cSn;UKD6@Bur[&O8/Z?")
