searchPart("slugs","2e0+#UKD6@")
