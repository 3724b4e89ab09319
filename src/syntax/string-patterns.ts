/** A string in triple quotes, as the text of a regular expression. */
export const TRIPLE_QUOTED = /"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''/.source
/** A string on one line up to its closing quote, which may be missing in code that is being typed. */
export const FROM_DOUBLE_QUOTE = /"[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*/.source
export const FROM_SINGLE_QUOTE = /'[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*/.source
