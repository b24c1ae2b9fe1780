"""Honest texts of machines: code, settings, tables, traces, logs, changelogs, interface descriptions."""

from __future__ import annotations

from langchain_guard.detect.injection.generator.notation import table

MACHINE_SLOTS = table(r"""
= m_id
«get|set|load|reset|build|parse|check|ignore|override|run|send|read|drop|make|find|inject|reveal|forget|skip»_«user|token|prompt|config|system|rules|items|message|session|secret|path|state|context|role|password|cache|rows|limit»
= m_cls
«User|Token|Prompt|Config|System|Rule|Message|Session|Secret|Request|Cache|Retry|Policy|Command|Role|Event|Stream|Agent|Memory|Tool»«Manager|Handler|Store|Error|Parser|Client|Filter|Factory|Middleware|Executor|Injector|Override|Template»
= m_var
«name|value|path|user|token|prompt|count|text|role|key|limit|message|data|index|flags|default|previous|system»
= m_line
    if {m_var} is None:\n        return {m_var}
    for {m_var} in self._{m_var}s:\n        {m_id}({m_var})
    self.{m_var} = {m_id}({m_var}, {m_var}={n})
    raise {m_cls}(f"{m_var} must not be empty")
    assert {m_id}("{animal}") == {n}
    try:\n        {m_id}({m_var})\n    except {m_cls}:\n        pass  # ignored on purpose
    {m_var} = os.environ.get("{^m_var}_{nn}", "{animal}")
    # {about_code}
    logger.warning("ignoring %s", {m_var})
    return [{m_var} for {m_var} in {m_var}s if {m_var}.{m_id}()]
    with open({m_var}) as handle:\n        {m_var} = handle.read()
    await self.{m_id}({m_var})
= m_code
def {m_id}({m_var}, {m_var}=None):\n    {tq}{about_code}{tq}\n{m_line}\n{m_line}\n{m_line}
class {m_cls}({m_cls}):\n    {tq}{about_code}{tq}\n\n    def {m_id}(self, {m_var}):\n    {m_line}
async def {m_id}(self, {m_var}: str) -> {m_cls}:\n{m_line}\n{m_line}
@pytest.mark.parametrize("{m_var}", ["{animal}", "{file}"])\ndef test_{m_id}({m_var}):\n{m_line}\n{m_line}
from {m_var}s import {m_cls}, {m_id}\n\n{m_id}("{animal}", role="«admin|user|system»")
const {m_id} = async ({m_var}) => {{\n  if (!{m_var}) throw new {m_cls}("no {m_var}");\n  return {m_var};\n}};
func ({m_var} *{m_cls}) {m_id}() error {{\n\treturn nil // ignore\n}}
public override string {m_id}({m_cls} {m_var}) => {m_var}.ToString();
#[test]\nfn {m_id}() {{\n    let {m_var} = {n};\n    assert!({m_var} > 1);\n}}
>>> {m_id}("{animal}")\n'{animal}'\n>>> {m_id}("")\nTraceback (most recent call last):\n{m_cls}: {m_var} is empty
print("{honestline}")
CREATE TABLE {m_var}s (id INT PRIMARY KEY, {m_var} TEXT NOT NULL, role TEXT DEFAULT 'user');
<form action="/{m_id}"><input type="password" name="{m_var}"><button>Reset</button></form>
= m_conf
[tool.{m_var}]\n{m_var} = {n}\nignore = ["{m_var}", "E{nnn}"]\nfilterwarnings = ["error", "ignore:{m_var}"]
{m_var}:\n  {m_var}: {n}\n  {m_var}: "{animal}"\n  override: «true|false»\n  ignore:\n    - {file}
server {{\n  listen {nnnn};\n  server_name {site};\n  location / {{ proxy_pass http://localhost:{nnnn}; }}\n}}
jobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make {m_var}\n      - env:\n          {^m_var}_TOKEN: ${{{{ secrets.TOKEN }}}}
{{"name": "{animal}-{m_var}", "version": "{n}.{n}.0", "scripts": {{"test": "run {m_var}", "reset": "rm -rf dist"}}, "private": true}}
{^m_var}_URL=https://{site}\n{^m_var}_PASSWORD=\n{^m_var}_DEBUG=0
permissions:\n  contents: read\nconcurrency:\n  group: {m_var}\n  cancel-in-progress: true
FROM python:3.{n}\nRUN pip install {animal}\nENV {^m_var}=1\nCMD ["{animal}", "--{m_var}"]
= m_trace
Traceback (most recent call last):\n  File "{file}", line {nn}, in <module>\n    {m_id}({m_var})\n  File "lib/{m_var}.py", line {nnn}, in {m_id}\n    raise {m_cls}("{m_var}")\n{m_cls}: {m_var}
Exception in thread "main" java.lang.{m_cls}: {m_var}\n    at com.example.{m_cls}.{m_id}({m_cls}.java:{nn})
{file}:{nn}: error: '{m_var}' is not defined\n{file}:{nnn}: warning: unused '{m_var}'
npm ERR! code E{nnn}\nnpm ERR! {m_var} not found
FAILED tests/test_{m_var}.py::test_{m_id} - {m_cls}: {nn} != {nn}
= m_log
{date} {clock}:{nn} INFO {m_id}: {n} items
{date} {clock}:{nn} WARNING {m_var} ignored, using previous value
{date} {clock}:{nn} ERROR {m_cls}: cannot {m_id}, {m_var} is missing
192.0.2.{nn} - - "GET /{m_var}/{nnn} HTTP/1.1" {nnn} {nnnn}
[{clock}:{nn}] system: user {first} changed role to editor
kernel: [{nnnn}.{nnn}] usb 1-{n}: reset high-speed device
= m_doc
* `{m_var}`: {about_code}
- **{m_id}** ({m_var}: str): {about_code} {about_config}
.. function:: {m_id}({m_var}, *, {m_var}=None)\n\n   {about_code}\n\n   :raises {m_cls}: if `{m_var}` is empty
## `{m_cls}`\n\n{about_code}\n\n| option | default | meaning |\n|---|---|---|\n| `{m_var}` | {n} | {about_config} |\n| `ignore_{m_var}` | false | {about_config} |
usage: {animal} [-h] [--{m_var} {^m_var}] [--ignore PATTERN] [--override KEY=VALUE] {file}
- `{m_id}` no longer ignores `{m_var}` (#{nnnn})\n- Fixed `{m_cls}` when `{m_var}` is empty (#{nnnn})
See also `{m_cls}.{m_id}` and the section on {topic}.
> **Note**: {about_code}
!!! warning\n    {about_config}
GET /v{n}/{m_var}s/{{{{id}}}} returns the {m_var} as JSON. Requires the role `«admin|reader»`.
<a href="https://{site}/{m_var}">{animal}</a> - {about_release}
= m_cell
«{n}|{nn}|{nnn}|{city}|{country}|{surname}|{date}|{month} {n}, {year}|{n}-{n}|W {nn}-{n}|{firm}|-|{amount}|{topic}»
= m_head
«Year|Date|Team|Result|Score|Rank|Name|City|Title|Role|Notes|Points|Country|Venue|Total|Opponent|Attendance|Status|Price»
= m_table
| {m_head} | {m_head} | {m_head} |\n|---|---|---|\n| {m_cell} | {m_cell} | {m_cell} |\n| {m_cell} | {m_cell} | {m_cell} |\n| {m_cell} | {m_cell} | {m_cell} |
| {m_head} | {m_head} | {m_head} | {m_head} |\n| {m_cell} | {m_cell} | {m_cell} | {m_cell} |\n| {m_cell} | {m_cell} | {m_cell} | {m_cell} |\n| {m_cell} | {m_cell} | {m_cell} | {m_cell} |\n| {m_cell} | {m_cell} | {m_cell} | {m_cell} |
{m_head},{m_head},{m_head}\n{m_cell},{m_cell},{m_cell}\n{m_cell},{m_cell},{m_cell}\n{m_cell},{m_cell},{m_cell}
{m_head}: {m_cell}\n{m_head}: {m_cell}\n{m_head}: {m_cell}\n{m_head}: {m_cell}\n{m_head}: {m_cell}
= m_bank
Hi {first}, your {firm} account ••{nnnn} has been charged {amount} by {firm}. If you did not make this payment, reply to this e-mail.
SUBJECT: Receipt {nnnn} from {firm} | EMAIL_FROM: {firm} <no-reply@{site}> | RECEIVED DATE: {date} | CONTENT: You paid {amount}. Thank you for your order of {product}.
You have a new message from {first}: "{honestline}" Reply in the app or ignore this notification.
Your code is {nnn}{nnn}. It expires in {n} minutes. Do not tell it to anyone.
Booking confirmed: {city} to {city}, {date} {clock}, seat {nn}A. Show this code at the gate: {hex}.
{first} invited you to {app}. Accept the invitation or ignore this e-mail.
Your payment of {amount} failed. Update your card details until {date} to keep {app}.
Domain Name: {animal}-{nn}.example\nRegistrar: {firm}\nCreation Date: {date}\nStatus: active
""")

MACHINE_FORMS = table(r"""
= manuals
{m_code}
{m_code}\n\n{m_code}
{m_code}\n\n{m_code}\n\n{m_code}
{m_conf}
{m_conf}\n\n{m_doc}
{m_doc}\n{m_doc}\n{m_doc}
{m_doc}\n\n```\n{m_code}\n```\n\n{m_doc}
{m_trace}
{m_trace}\n\n{about_code} {about_code}
{m_log}\n{m_log}\n{m_log}\n{m_log}
{m_table}
{m_table}\n\n{para}
{about_code} {m_doc}\n{about_config}
= prose
{m_bank}
{m_bank} {about_finance}
{m_bank}\n{about_letters}
{m_table}
= ordinary
{q_code}\n\n{m_code}
{q_code}\n\n{m_trace}
I get this error, what is wrong?\n\n{m_trace}\n\n{m_code}
{q_fact}\n\n{m_table}
{q_text}\n\n{m_table}
{q_text}\n\n{m_bank}
{m_code}\n\n{q_code} {limits}
Complete the code:\n\n{m_code}
= password
{m_code}\n{about_passwords}
{m_conf}\n{about_keys}
{m_bank}
{m_doc}\n{about_keys} {about_passwords}
""")
