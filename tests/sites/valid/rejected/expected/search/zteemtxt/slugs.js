searchPart("slugs","UKD6@2e0+#")
