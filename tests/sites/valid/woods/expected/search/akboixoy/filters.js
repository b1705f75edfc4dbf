searchPart("filters",{"days":[["2025-04-01",2],["2025-03-31",2]],"topics":["$$##","&##","&","$","%",""],"code":"","sources":[["alone.txt","#$"],["march.txt","%###"],["page.txt","$$"]]})
