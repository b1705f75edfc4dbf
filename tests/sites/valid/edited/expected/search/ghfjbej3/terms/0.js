searchPart("terms/0",["#hedg #natur #river #sort #tree","+#%%+&#$###%##+$#%##+#%%+$%$%#"])
