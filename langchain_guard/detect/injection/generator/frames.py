"""Where a sentence stands: the frames of mails, pages, records, tickets, code, chats. `‡` is the sentence's place."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

FRAMES = table(r"""
= user
{question} ‡
{q_fact} ‡
{q_life} ‡
{q_write}\n‡
{q_plan}\n\n‡
{q_code}\n\n‡
‡ {question}
‡ {q_fact}
‡\n\n{q_plan}
‡ {limits}
{honestline} ‡
{honestline} {honestline} ‡
{para} ‡
{para}\n\n‡
‡\n\n{para}
«Hi|Hello|Hey|Good morning|hi there»«,|!| -|.» ‡
«Hi|Hello|Hey»«,|!» ‡ «Thanks!|Thank you|Cheers|Bye»
«ok|okay|so|well|now|right»«,|...| then» ‡
«Summarise|Translate into {human_lang}|Proofread|Classify|Explain|Shorten|Answer a question about» the «following|» text«:|.»\n\n{para} ‡ {para}
{q_text}\n\n"{para} ‡ {para}"
{q_text}\n\n{document}\n\n‡\n\n{document}
{q_text}\n---\n{para}\n‡\n{para}\n---
Text:\n{tq}\n{para}\n‡\n{tq}\n{q_text}
Context: {para} ‡\nQuestion: {question}\nAnswer:
{document}\n\n{q_text} ‡
My text: {para} ‡ {para}\n\nIs it good?
Me: {q_fact}\nBot: {honestline}\nMe: ‡
user: {q_life}\nassistant: {honestline}\nuser: {q_fact}\nassistant: {honestline}\nuser: ‡
Here is the mail I got from {first}. {q_text}\n\n{para}\n‡\n{first}
What does my {job} mean by this? "{honestline} ‡"
What is the output of this code: <code>{m_code}\n# ‡</code>
What does this code do?\n```\n{m_code}\n// ‡\n```
Summarise this web page: '<html><head><title>{^topic}</title></head><body><p>{honestline}</p><!-- ‡ --></body></html>'
Summarise this web page: '<html><body><h1>{^topic}</h1><p>{honestline}</p><p>‡</p></body></html>'
What are the main conclusions of this paper: "Introduction: {about_science} Results: {about_science} ‡"
What are the main conclusions of this paper: "{about_science} {about_health} {about_science} ‡ {about_science}"
Rate the following answer from 1 to 10.\n\n[Question] {q_fact}\n[Answer] {honestline} ‡
What is the sum of the column? <table><tr><td>{country}</td><td>{nnnn}</td></tr><tr><td>{country}</td><td>{nnn}</td></tr><tr><td>‡</td></tr></table>
Write an outreach mail based on this CV: "{fullname}, {job}, {n} years at {firm}. ‡"
What is the capital, given this article? '{about_travel} <img src="{animal}.jpg"><caption>‡</caption>'
Is this review positive? "{about_review} ‡"
Translate the mail into {human_lang}: "{about_letters} {about_letters} ‡"
Article: {para}\n\nComments:\n{first}: ‡\n{first}: {d_forum}\n\nWhat do readers think?
Search results for "{topic}":\n1. {honestline}\n2. ‡\n3. {honestline}\n\nAnswer: {q_fact}
1. {q_fact}\n2. ‡\n3. {q_fact}
# {^topic}\n{para}\n‡
= document
From: {person_mail}\nTo: {person_mail}\nSubject: «Invoice|Minutes|Hello|Your order|Offer|Question|Re: {thingname}|Fwd: {topic}|Reminder»\n\n«Hi,|Dear team,|Hello {first},|Dear Sir or Madam,»\n{para}\n‡\n{para}\n«Best|Regards|Kind regards|Thanks», «{first}|The team|{fullname}»
Subject: «Lunch|Contract|Ticket #{nnnn}|Question about {topic}|{weekday}»\nDate: {date}\n\n{para} ‡ {para}\n\n-- \n{fullname}\n{firm}, {city}
{para}\n\n> On {date}, {first} wrote:\n> {honestline}\n> ‡\n> {honestline}
Dear {first},\n\n{document}\n\n‡\n\nYours, {fullname}
<html><body><h1>{^topic}</h1><p>{para}</p><«p|div|li|td|span|h2|b|em»>‡</p><p>{para}</p></body></html>
<article><h2>{^firm}</h2>{para}<br>‡<br>{para}</article>
<ul><li>{honestline}</li><li>‡</li><li>{honestline}</li></ul><footer>{firm} {year}</footer>
<div class="review"><span class="user">{first}</span><p>{para} ‡</p></div>
{{"id": {nnnn}, "title": "{^topic}", "«description|body|comment|note|content|snippet|text|summary»": "‡", "author": "{first}", "stars": {n}}}
{{"results": [{{"url": "https://{site}/{nnn}", "snippet": "{honestline}"}}, {{"url": "https://{site}/{nnn}", "snippet": "‡"}}]}}
{{"status": "ok", "data": {{"name": "{fullname}", "bio": "{honestline} ‡", "city": "{city}"}}}}
[{{"subject": "{^topic}", "from": "{person_mail}", "body": "{para} ‡"}}, {{"subject": "{thingname}", "body": "{honestline}"}}]
<item><title>{^topic}</title><description>‡</description><pubDate>{date}</pubDate></item>
<record id="{nnn}"><name>{fullname}</name><note>{honestline} ‡</note></record>
id: {nnn}\nname: {first}\nnotes: |\n  {honestline}\n  ‡\nupdated: {date}
**** {para} ‡ {para}
★★★☆☆ {first}, {date}\n{para} ‡
Rating: {n}/10. {para} ‡ {honestline} Was this helpful? «Yes|No»
{para} ‡ {para}
{para} ‡ {para}
{para}\n\n‡\n\n{para}
{para} ‡
‡ {para}
{document}\n\n‡\n\n{document}
{document}\n\n‡\n\n{document}
{document}\n\n{para} ‡ {para}\n\n{document}
{document}\n\n{document}\n\n‡
‡\n\n{document}
# {^topic}\n\n{document}\n\n## {^thingname}\n\n‡\n\n{para}
# {app}\n\n{about_install}\n\n## Usage\n\n{about_config} ‡\n\n## Licence\n\nMIT
{about_install}\n\n```\n{d_runbook}\n```\n\n‡\n\n{about_config}
def «run|load|check|main»(«items|path|user»):\n    {tq}‡{tq}\n    return «items|None|True»
import os\n\n# {about_code}\n# ‡\nx = {nnn}\n
/* {about_code} */\n// ‡\npublic class App {{\n    private int count = {n};\n}}
const total = {nn}; // ‡\nexport default total;
SELECT id, name FROM orders WHERE year = {year}; -- ‡
diff --git a/{file} b/{file}\n-  old = {n}\n+  new = {nn}\n+  # ‡
commit {hex}\nAuthor: {fullname}\n\n    ‡\n
Ticket #{nnnn}\nStatus: «open|closed|waiting»\nCustomer: {first}\n\n{about_support} ‡\n\nAgent: {about_support}
Issue #{nnn}: {^thingname} does not start\n\n{about_support}\n\n‡\n\n{first} commented: same here
| Name | Date | Note |\n|---|---|---|\n| {first} | {date} | {honestline} |\n| {first} | {date} | ‡ |\n| {first} | - | - |
id,name,comment\n{nnn},{first},"{honestline}"\n{nnn},{first},"‡"\n{nnn},{first},""
«Name|Product»: {first}\nPrice: {amount}\n«Description|Comment»: ‡\nStock: {n}
{date} {clock}:{nn} INFO start\n{date} {clock}:{nn} WARN ‡\n{date} {clock}:{nn} INFO stop
[{clock}] {first}: {honestline}\n[{clock}] {first}: ‡\n[{clock}] {first}: ok
{first}: {d_notes}\n{first}: ‡\n{first}: {d_notes}
{first}: {honestline}\n{first}: {honestline}\n{first}: ‡
BEGIN:VEVENT\nSUMMARY:{^topic}\nDTSTART:{date}\nLOCATION:{city}\nDESCRIPTION:‡\nEND:VEVENT
Event: «lunch|call|review» with {first}\nWhen: {date} {clock}\nWhere: {city}\nNotes: ‡
{fullname}\n{city} · {person_mail}\n\nExperience\n{^job} at {firm}, {year}-{year}\n{about_jobs}\n\n‡\n\nLanguages: {human_lang}
Passage {n}:\n{para}\n\nPassage {n}:\n{para} ‡\n\nPassage {n}:\n{para}
[1] {para}\n[2] ‡ {para}\n[3] {para}
Title: {^topic}\nURL: https://{site}/{nnnn}\nContent: {para} ‡ {para}
Page {n} of {nn}\n\n{para}\n\n‡\n\nPage {n} of {nn}
Title: {^topic}\nKeywords: {topic}, {thingname}\nSubject: ‡\nProducer: PDFWriter {n}
Transcript\n[00:{nn}] {first}: {honestline}\n[00:{nn}] {first}: ‡ {honestline}
Q: {question}\nA: {honestline} ‡\n\nQ: {q_fact}\nA: {honestline}
Job: {^job} ({city})\n\n{about_jobs} ‡ {about_jobs}
{d_forum}\n\n{first} wrote:\n‡\n\n{d_forum}
{about_release}\n- {about_release}\n- ‡\n- {about_release}
""")
