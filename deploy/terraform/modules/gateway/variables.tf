variable "platform" {
  description = "Output `platform` of the module of that name."
  type        = any
}

variable "image" {
  description = "Image of the gateway: target `gateway` of the Dockerfile."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the tasks."
  type        = list(string)
}

variable "assign_public_ip" {
  description = "Whether tasks get public addresses: what tasks in public subnets reach AWS by, in place of a NAT gateway."
  type        = bool
  default     = false
}

variable "architecture" {
  description = "`ARM64`, a fifth cheaper, or `X86_64`."
  type        = string
  default     = "ARM64"
}

variable "cpu" {
  description = "CPU units of a task; 1024 are one vCPU."
  type        = number
  default     = 512
}

variable "memory" {
  description = "Memory of a task in MiB."
  type        = number
  default     = 2048
}

variable "secrets" {
  description = "ARNs of the secrets: output `arns` of the module `secrets`."
  type        = map(string)
}

variable "origin_secret" {
  description = "What CloudFront sends in `x-gatelight-origin`; others are refused."
  type        = string
  sensitive   = true
}

variable "direct_cidrs" {
  description = "Networks that may come without CloudFront."
  type        = list(string)
  default     = []
}

variable "log_retention_days" {
  description = "Days logs are kept."
  type        = number
  default     = 30
}

variable "desired_count" {
  description = "Fewest tasks. They keep nothing, so there may be any number."
  type        = number
  default     = 1
}

variable "max_count" {
  description = "Most tasks."
  type        = number
  default     = 4
}

variable "bedrock_models" {
  description = "Models of Amazon Bedrock by the name callers use. The tasks may call these and no others. An id may begin with the region of an inference profile (`eu.`, `us.`, `global.`)."
  type        = map(string)
  default     = {}
}

variable "config" {
  description = "The gateway's gateway.yaml. Empty: the Bedrock models."
  type        = string
  default     = ""
}

variable "environment" {
  description = "More variables of the gateway."
  type        = map(string)
  default     = {}
}

variable "extra_secrets" {
  description = "More variables from Secrets Manager, such as providers' keys: variable to ARN."
  type        = map(string)
  default     = {}
}

variable "server_security_group_id" {
  description = "Security group of the server's tasks: the gateway calls the server, and the playground the gateway."
  type        = string
}
