searchPart("slugs","$2paq53TCjUKD6@Bur[&DFu<X2e0+#")
