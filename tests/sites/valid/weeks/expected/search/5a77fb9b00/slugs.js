searchPart("slugs","&*S5#R[bmLPMbvt53TCj1#zdeJui_[LvTdG2e0+#")
