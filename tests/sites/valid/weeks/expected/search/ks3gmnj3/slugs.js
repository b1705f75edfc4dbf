searchPart("slugs","2e0+#LvTdGJui_[1#zde53TCjPMbvtR[bmL&*S5#")
