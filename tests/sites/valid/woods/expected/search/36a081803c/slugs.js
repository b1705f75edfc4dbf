searchPart("slugs","2e0+#DFu<XBur[&UKD6@53TCj$2paq")
