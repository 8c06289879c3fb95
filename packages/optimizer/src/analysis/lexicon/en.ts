import { type Lexicon, wholeWords } from './lexicon.ts'

const number = '(?:\\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred)'

/** Verbs with the endings -s, -ed, -ing; a silent e is written as `e?`. */
const taskVerbs = [
  'ask|complete?|consider|continue?|extend|finish|introduce?|keep|lengthen|speak|summary the|talk|think',
  'advise?|analy[sz]e?|answer|assess|brainstorm|build|calculate?|categori[sz]e?|check|choose?|classify',
  'clean|collect|combine?|compare?|compose?|compute?|condense?|convert|correct|count|create?|critique?',
  'decide?|describe?|detect|determine?|diagnose?|discuss|draft|edit|elaborate?|evaluate?|examine?|expand',
  'explain|extract|fill|filter|find|fix|flag|format|generate?|give?|grade?|greet|guide?|handle?|help',
  'highlight|identify|imagine?|improve?|infer|inspect|integrate?|interpret|judge?|list|locali[sz]e?',
  'look up|make?|map|mark|merge?|normali[sz]e?|note|organi[sz]e?|outline?|paraphrase?|parse?|pick|polish',
  'predict|prepare?|prioriti[sz]e?|produce?|proofread|propose?|provide?|rank|rate?|recommend|refine?',
  'refuse?|remove?|rephrase?|replace?|reply|respond|retrieve?|return|review|revise?|rewrite?|route?|say',
  'score?|search|select|shorten|show|simplify|sketch|solve?|sort|split|suggest|summari[sz]e?|tag|teach',
  'tell|test|transcribe?|transform|translate?|turn|use|validate?|verify|write?',
].map((verbs) => `(?:${verbs})(?:s|es|d|ed|ing)?`)

/** Cues of English. */
export const english: Lexicon = {
  language: 'en',
  task: wholeWords(
    ...taskVerbs,
    '(?:classif|identif|verif|simplif|repl)(?:ies|ied|ying)|outputs?|reports?|plans?|designs?',
    'call(?:s|ing)?|your (?:task|job|goal|mission|role) is',
  ),
  uncertainTask: wholeWords(
    'extract(?:s|ing)?(?! (?:the )?(?:key|main|most|important|interesting|detailed|knowledge|insights))|classify(?:ing)?|classifies|categori[sz](?:e|es|ing)|route|routes|label|detect(?:s|ing)?',
    'identif(?:y|ies) (?:the |which |what |who )[^.!?\\n]{0,30}(?:name|number|date|intent|language|product|customer|author|company|person|city|order|category|type)',
  ),
  passageTask: wholeWords(
    '(?:answer|respond|reply)[^.!?\\n]{0,60}(?:based on|using|from|with)[^.!?\\n]{0,30}(?:context|document|documents|passages?|knowledge|article|articles|manual|faq)',
    '(?:based on|using|from)[^.!?\\n]{0,30}(?:context|document|documents|passages?|knowledge|article|articles|manual|faq)[^.!?\\n]{0,40}(?:answer|respond|reply)',
  ),
  classification: wholeWords('classify(?:ing)?|classifies|categori[sz](?:e|es|ing)|route|routes|label|triage|triages'),
  transformation: wholeWords(
    '(?:shorten|lengthen|rewrite|simplify|improve|proofread|paraphrase|rephrase|translate|correct|convert|encode|decode|transform|polish)',
  ),
  openEndedTask: wholeWords(
    'write|draft|compose|summari[sz]e|summary|describe|explain|suggest|recommend|brainstorm|expand',
    'elaborate|list|propose|generate|create',
  ),
  vague: wholeWords(
    'appropriate(?:ly)?|suitable|suitably|some (?:kind|sort|details?|information|info|examples?|ideas?|points?|tips|suggestions?|context|background|features?|benefits|words|sentences|call)|several|etc\\.?',
    'and so on|and so forth|good(?! (?:morning|afternoon|evening|day|night|faith|bye))|nice',
    'proper(?! (?:noun|nouns|name|names))|properly|reasonable|reasonably|as needed|as necessary',
    'if needed|if necessary|if possible|when possible|where possible|as appropriate|try to',
    'try your best|sort of|kind of(?! (?:document|question|request|file|error))|a few|a bit|somewhat',
    'fairly|pretty much|more or less|and stuff|things like that|whatever|somehow|high[- ]quality',
  ),
  backwardReference: wholeWords(
    'as (?:mentioned|stated|described|noted|discussed|shown) (?:above|before|earlier|previously)',
    '(?:the|this|these) (?:above|previous|preceding|aforementioned)',
    'the (?:text|content|information|list|rules|instructions|examples?) above|mentioned above',
    'above[- ]mentioned',
  ),
  forwardReference: wholeWords(
    '(?:the|this|these) following|as follows',
    'the (?:text|content|article|document|email|code|question|input|message|review|passage) below',
    'below is|below are',
  ),
  negation: wholeWords(
    'do not',
    "don['’]t",
    'never|avoid|must not',
    "mustn['’]t",
    'should not',
    "shouldn['’]t",
    'may not|refrain from',
  ),
  alternative: wholeWords('instead|rather|but|only|replace|prefer|if|when|unless'),
  opposed: [
    {
      first: wholeWords(
        '(?:be|keep|stay|is|are|as)[^.!?\\n]{0,30}(?:concise|brief|short|succinct)',
        '(?:concise|brief|short|succinct)(?: and [a-z]{2,20})? (?:answer|answers|summary|reply|replies|response|responses|text)',
      ),
      second: wholeWords(
        '(?:be|go|as|in|into|with|provide|give|very|fully)[^.!?\\n]{0,30}(?:detail|detailed|details|depth|comprehensive|exhaustive|thorough)',
        '(?:detailed|comprehensive|exhaustive|in-depth|lengthy|long) (?:answer|answers|summary|reply|replies|response|responses|text|explanation|explanations)',
      ),
      about: 'how long the answer is',
      isCertain: false,
    },
    {
      first: wholeWords(
        '(?:only|just|nothing but|exclusively)(?: return| output| reply with| respond with)?(?: a| an| the| valid| raw| pure| one| single){0,3} json',
        '(?:return|output|reply|respond|answer)(?: with| in)? only(?: a| an| the| valid| raw| pure| one| single){0,3} json',
        'json only|nothing (?:except|but|other than)(?: a| an| the| valid){0,2} json',
      ),
      second: wholeWords(
        '(?:then|and|also|before|after|first|finally)[^.!?\\n"]{0,30}(?:explain|justify|describe)(?: your| the| why| how)[^.!?\\n]{0,40}',
        'explain your (?:reasoning|answer|choice|decision)',
        'add (?:a|an|some|your) (?:explanation|comment|commentary|introduction|summary)',
      ),
      about: 'whether anything stands beside the JSON',
      isCertain: true,
    },
    {
      first:
        /(?<=^|[.;:!?]\s|\n\s{0,4}(?:[-*•]|\d{1,2}[.)])\s|\b(?:always|must|only|please|should)\s)(?:answer|reply|respond)(?: only| always)? in english\b/gimu,
      second:
        /(?<=^|[.;:!?]\s|\n\s{0,4}(?:[-*•]|\d{1,2}[.)])\s|\b(?:always|must|only|please|should)\s)(?:answer|reply|respond)(?: only| always)? in (?:chinese|japanese|french|german|spanish)\b/gimu,
      about: 'the language of the answer',
      isCertain: true,
    },
    {
      first: /(?<![\w-])(?:always|you must(?! not)|make sure to|be sure to)\s+([a-z][^.!?;,\n]{4,60})/giu,
      second: /(?<![\w-])(?:never|do not|don['’]t|must not|under no circumstances)\s+([a-z][^.!?;,\n]{4,60})/giu,
      about: 'whether to do something',
      isCertain: true,
    },
    {
      first: /(?<![\w-])((?:[a-z_]{2,20}\s){1,3})(?:is|are)\s(?:required|mandatory)(?![\w-])/giu,
      second: /(?<![\w-])((?:[a-z_]{2,20}\s){1,3})(?:is|are)\soptional(?![\w-])/giu,
      about: 'whether something is required',
      isCertain: true,
    },
  ],
  condition: wholeWords('if|when|unless|except|otherwise|in case|where|while|until'),
  sequence: wholeWords(
    'then|first|second|next|finally|followed by|after that|for each|for the|one|another|section|title',
  ),
  outputFormat: wholeWords(
    'json|xml|yaml|csv|html|markdown|latex|mermaid|sql|table|tables|lists?|per line|each on|one line|bullets?|bullet points?|numbered',
    'format(?:ted)?|template|code block|plain text|outputs?:|output format|one of|yes or no|true or false|commit message|command|script',
    '(?:write|draft|compose|create|generate|give)[^.!?\\n]{0,30}(?:e-?mail|letter|poem|haiku|slogan|headlines?|tweet|blog post|joke|essay|story|article|title)',
    '(?:return|reply|respond|answer|output|give|print|write)[^.!?\\n]{0,30} (?:only|just|exactly)|(?:only|just) (?:include|return|reply|respond|answer|output|give|print|write)|(?:reply|respond|answer) with',
    '(?:return|output|give|print|write) the (?:label|number|name|word|url|code|id)|with (?:the |these )?(?:keys|fields|columns|headings|sections)',
    `${number}[- ](?:[a-z]{2,12} )?(?:words?|sentences?|paragraphs?|lines?|sections?|parts?|points?)`,
    'a single (?:word|sentence|paragraph|line|number|label)|subject line|in (?:the|this) (?:form|following form)|structured|schema|score from|on a scale',
    'nothing (?:other than|but|else|except)|(?<=^|[.!?\\n]\\s?)output [a-z]+|in (?:english|chinese|japanese|french|german|spanish)',
  ),
  outputFields: wholeWords(
    'keys?|fields?|columns?|attributes?|properties|with (?:the )?following|schema|containing',
    'consisting of|structure',
  ),
  limit: wholeWords(
    `${number}(?:\\s?(?:-|–|to|or)\\s?${number})?[- ](?:[a-z-]{2,16} ){0,3}[a-z]{2,20}s`,
    `(?:one|1|a single)[- ](?:[a-z-]{2,16} )?(?:word|sentence|line|paragraph|page|title|label|number|item|point)`,
    '%|percent|one per|per line|for each',
    'at most|at least|no more than|no longer than|not more than|fewer than|less than|more than|up to',
    'maximum|minimum|limit|within|between \\d{1,6} and \\d{1,6}|exactly|one of|single',
    '(?:a|one|the) (?:single )?(?:word|sentence|title|name|label|number|haiku|tweet|slogan|headline|query|url|subject line)|word count|length|yes or no|for each|every',
  ),
  fallback: wholeWords(
    "(?:if|when|unless)[^.!?\\n]{0,80}(?:no|not|none|nothing|isn['’]t|aren['’]t|doesn['’]t|don['’]t|can['’]t|cannot|missing|unknown|unclear|unable|unsure|uncertain|absent|empty|irrelevant|ambiguous|invalid|unsupported|neither|fails?)",
    'otherwise|unknown|n/a|not found|none of|null|fall ?back|in doubt|if unsure|anything else',
  ),
  example: wholeWords('examples?|for instance|e\\.g\\.?|sample|input:|q:'),
  filler: wholeWords(
    'please kindly|kindly|in order to|it is important to note that|it is worth noting that',
    'it should be noted that|please note that|note that it is|as you know|needless to say',
    'it goes without saying(?: that)?|due to the fact that|in the event that|for the purpose of',
    'at this point in time|at the end of the day|basically|as a matter of fact|with regard to',
    'with respect to the fact|take a deep breath|i would like you to|i want you to',
    'what i need you to do is|thank you in advance|thanks in advance|to the best of your ability',
    'each and every',
  ),
  dataGuard: wholeWords(
    '(?:treat|consider|regard)[^.!?\\n]{0,60} as (?:data|content|text|untrusted|plain)',
    "(?:do not|don['’]t|never|ignore)[^.!?\\n]{0,40}(?:follow|obey|execute|act on|instructions|commands|orders)",
    'is (?:only )?data|not (?:as )?instructions',
  ),
  answerLanguage:
    /(?<![\w-])(?:answer|reply|respond|write|output|speak|responses?|answers?)(?: should be| must be| only| always| the \w{1,20}| your \w{1,20}| everything){0,3} in (\w{5,12})/giu,
  translation: wholeWords('translat(?:e|es|ed|ing|ion|or)|locali[sz](?:e|es|ation)'),
  languageNames: { english: 'en', chinese: 'zh', mandarin: 'zh', japanese: 'ja' },
}
