"""The controls as LangChain Runnables.

What the observers of a call see of the model's raw answer, by where the redactor stands (measured in
`tests/bench/results/leak_matrix.md`):

| observer | `guard | llm | redactor` | `GuardedChatModel(llm)`, `secure(llm)` |
|---|---|---|
| the caller: returned values, streamed chunks | clean | clean |
| callbacks and tracer runs of the model; `astream_events` | raw | clean |
| the redactor's own run | input withheld, output clean | there is none |
| langgraph's `stream_mode="messages"`, events of the third version | raw | clean |
| the cache | raw | clean, by policy |
| errors of the provider that quote text | raw | clean |
| the caller's own root input, first event | raw | raw: use `redacting_anonymizer` for traces |
"""
