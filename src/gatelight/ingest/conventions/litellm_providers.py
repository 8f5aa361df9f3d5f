"""Provider prefixes of LiteLLM's model names (`provider/model`)."""

from __future__ import annotations

_NAMES = """
    ai21 ai21_chat aiml aiohttp_openai amazon_nova anthropic anthropic_text anyscale assemblyai
    azure azure_ai azure_text baseten bedrock bedrock_converse cerebras clarifai cloudflare
    codestral cohere cohere_chat cometapi compactifai custom custom_openai dashscope databricks
    datarobot deepgram deepinfra deepseek docker_model_runner elevenlabs empower fal_ai
    featherless_ai fireworks_ai friendliai galadriel gatelight gemini gigachat github github_copilot
    gradient_ai groq heroku
    hosted_vllm huggingface hyperbolic infinity inworld jina_ai lambda_ai lemonade litellm_proxy
    llamafile lm_studio maritalk meta_llama minimax mistral moonshot morph nebius nlp_cloud novita
    nscale nvidia_nim oci ollama ollama_chat oobabooga openai openai_like openrouter ovhcloud palm
    perplexity petals predibase recraft replicate runwayml sagemaker sagemaker_chat sambanova
    snowflake text-completion-codestral text-completion-openai together_ai topaz triton v0 vercel
    vercel_ai_gateway vertex_ai vertex_ai_beta vllm volcengine voyage wandb watsonx watsonx_text xai
    xinference zai
"""
PROVIDERS = frozenset(_NAMES.split())
