searchPart("filters",{"days":[],"topics":[],"code":"","sources":[["a.txt","##"]]})
