searchPart("names/0",["#=10.1234/walls $2501.00001 -2","###&#$"])
