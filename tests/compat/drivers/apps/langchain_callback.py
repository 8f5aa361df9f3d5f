"""LangChain through Langfuse's CallbackHandler: an agent that calls a tool, a streamed chain."""

from langchain.agents import create_agent
from langchain.tools import tool
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI
from langfuse import get_client
from langfuse.langchain import CallbackHandler
from story import MODEL, QUESTION, RUN, SYSTEM, weather

metadata = {"langfuse_user_id": f"ada-{RUN}", "langfuse_session_id": f"session-{RUN}"}
config = {"callbacks": [CallbackHandler()], "metadata": metadata}

agent = create_agent(
    ChatOpenAI(model=MODEL, temperature=0.2), [tool(weather)], system_prompt=SYSTEM
)
agent.invoke({"messages": [{"role": "user", "content": QUESTION}]}, config)

chain = ChatPromptTemplate([("system", SYSTEM), ("user", "{question}")]) | ChatOpenAI(
    model=MODEL, stream_usage=True
)
for _ in chain.stream({"question": QUESTION}, config):
    pass
get_client().flush()
print("{}")
