"""Word classes for what documents say to machines that read them, in every language of the rules and some more.

READER names a machine that reads; CROWD the same where there are several; AUTOMATED what makes a MACHINE of a reviewer
or tool; TOWARD addresses somebody, AFTERWARDS the same behind the name; NOTICE is what is addressed. See `words` for
the other classes.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "READER": "ai ais llm llms gpt chatgpt claude gemini copilot copilots chatbot chatbots bot bots assistant "
        "assistants agent agents summarizer summarizers summariser summarisers robot robots",
        "CROWD": "ais llms copilots chatbots bots assistants agents summarizers summarisers robots",
        "AUTOMATED": "automated automatic virtual digital artificial",
        "MACHINE": "reviewer reviewers reader readers system systems tool tools engine engines software parser parsers "
        "screener screeners intelligence companion companions",
        "TOWARD": "to for attention dear hey hello hi",
        "NOTICE": "note notice message memo instruction instructions reminder important addressed destined only meant "
        "information advice warning intended",
    },
    "de": {
        "READER": "ki sprachmodell sprachmodelle assistent assistenten assistenz agent agenten bots",
        "CROWD": "assistenten agenten sprachmodelle",
        "AUTOMATED": "automatische automatischen automatisierte automatisierten digitale digitalen kunstliche",
        "MACHINE": "systeme system prufer vorauswahl auswertung intelligenz software",
        "TOWARD": "fur achtung liebe lieber liebes hallo",
        "NOTICE": "hinweis nachricht anweisung mitteilung notiz wichtig",
    },
    "fr": {
        "READER": "ia assistants assistante agents robot",
        "CROWD": "assistants agents robots",
        "AUTOMATED": "automatique automatiques automatise automatises virtuel artificielle",
        "MACHINE": "systeme systemes outil outils logiciel lecteur lecteurs intelligence",
        "TOWARD": "aux pour cher chere chers bonjour destine destinee",
        "NOTICE": "message consigne information avis",
    },
    "es": {
        "READER": "ia asistente asistentes agente agentes",
        "CROWD": "asistentes agentes",
        "AUTOMATED": "automatico automaticos automatizado automatizados virtual artificial",
        "MACHINE": "sistema sistemas herramienta revisores revisor inteligencia",
        "TOWARD": "al para estimado estimada querido hola",
        "NOTICE": "nota mensaje aviso instruccion instrucciones",
    },
    "pt": {
        "READER": "ia assistente assistentes agente agentes",
        "CROWD": "assistentes",
        "TOWARD": "ao aos para prezado caro ola",
        "NOTICE": "mensagem aviso nota instrucao instrucoes",
    },
    "it": {
        "READER": "ia assistente assistenti agente agenti",
        "CROWD": "assistenti agenti",
        "TOWARD": "agli per caro cara gentile ciao",
        "NOTICE": "nota messaggio avviso istruzioni",
    },
    "nl": {
        "READER": "ai assistenten taalmodel taalmodellen",
        "CROWD": "assistenten taalmodellen",
        "TOWARD": "aan voor beste hoi hallo",
        "NOTICE": "bericht opmerking instructie",
    },
    "pl": {
        "READER": "asystent* agent* si",
        "CROWD": "asystentow asystenci agenci",
        "TOWARD": "dla drogi uwaga",
        "NOTICE": "wiadomosc informacja instrukcja polecenie",
    },
    "ru": {
        "READER": "ии ассистент* помощник* бот ботам боту агент* нейросеть нейросети",
        "CROWD": "ассистентам помощникам ботам агентам",
        "TOWARD": "для внимание уважаемый дорогой привет",
        "NOTICE": "сообщение инструкция указание примечание",
    },
    "tr": {
        "READER": "asistan* ajan* yapayzeka",
        "CROWD": "asistanlar ajanlar",
        "TOWARD": "sayin sevgili dikkat",
    },
    "zh": {
        "READER": "助手 助理 模型 机器人 機器人 智能体",
        "TOWARD": "致 给 給",
        "AUTOMATED": "自动 自動",
        "MACHINE": "程序 系统 系統 工具",
        "AFTERWARDS": "须知 請注意 请注意",
    },
    "ja": {
        "READER": "アシスタント モデル エージェント ボット",
        "AFTERWARDS": "へ 宛 向け",
    },
    "ko": {
        "READER": "어시스턴트 모델 에이전트 봇 비서",
        "AFTERWARDS": "에게 께",
    },
    "ar": {
        "READER": "مساعد المساعد الذكاء وكيل نموذج",
        "TOWARD": "ملاحظة",
    },
    "hi": {"READER": "एआई सहायक मॉडल बॉट", "TOWARD": "प्रिय", "AFTERWARDS": "लिए"},
    "sv": {"READER": "assistenter assistenten", "TOWARD": "till"},
    "da": {"TOWARD": "til"},
}
"""Language to class to words."""
