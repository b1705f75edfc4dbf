searchPart("filters",{"days":[["2025-03-14",2]],"topics":[],"code":"","sources":[["day.txt","##"]]})
