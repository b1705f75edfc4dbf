searchPart("names/0",["#httpsexampleorga1b2x #javascriptalert3 #onerroralert2 #scriptalert1script","#'#'#'#'"])
