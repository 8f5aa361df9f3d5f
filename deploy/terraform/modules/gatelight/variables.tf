variable "platform" {
  description = "Output `platform` of the module of that name."
  type        = any
}

variable "image" {
  description = "Image of the server: target `server` of the Dockerfile."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the tasks and of the file system's mounts, one in each availability zone."
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
  default     = 1024
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

variable "store" {
  description = "`embedded`: events in the server's own process, on a file system, one task. `clickhouse`: on the server in the secret `clickhouse-url`, as many tasks as wanted."
  type        = string
  default     = "embedded"

  validation {
    condition     = contains(["embedded", "clickhouse"], var.store)
    error_message = "embedded or clickhouse."
  }
}

variable "desired_count" {
  description = "Tasks, or the fewest when it scales. The embedded store has one process, so one."
  type        = number
  default     = 1
}

variable "max_count" {
  description = "Most tasks; only with `clickhouse`."
  type        = number
  default     = 1
}

variable "media_bucket" {
  description = "Bucket that is made for media. Empty keeps them on the file system, which only one task can."
  type        = string
  default     = ""
}

variable "public_url" {
  description = "Address people use, such as `https://llm.example.com`."
  type        = string
}

variable "base_path" {
  description = "Path of the UI."
  type        = string
  default     = "/langfuse"
}

variable "first_user_email" {
  description = "The first user, owner of the organisation; the password is the secret `first-user-password`. Others are invited: signing up is off."
  type        = string
}

variable "monitored" {
  description = "Whether the module `monitoring` is there, so that charts link to Grafana."
  type        = bool
  default     = false
}

variable "environment" {
  description = "More settings: `{ GATELIGHT_SMTP_URL = … }`. docs/settings.md has them all."
  type        = map(string)
  default     = {}
}

variable "extra_secrets" {
  description = "More settings from Secrets Manager: variable to ARN."
  type        = map(string)
  default     = {}
}
