searchPart("filters",{"days":[["2025-03-14",3],["2025-01-02",1]],"topics":["#$##","%$","%","#%","%"],"code":"&#","sources":[["day.txt","%$"],["list.jsonl","##$"]]})
