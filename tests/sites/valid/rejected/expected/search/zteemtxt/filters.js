searchPart("filters",{"days":[],"topics":[],"code":"","sources":[["day.txt","##"]]})
