searchPart("positions/0","+&A##5G8'('6:B&/6%$;HAC(1$(9:1.34;>*'0##2,@7E$%>%8")
