variable "platform" {
  description = "Output `platform` of the module of that name."
  type        = any
}

variable "grafana_image" {
  description = "Target `grafana` of the Dockerfile: Grafana with Gatelight's dashboards."
  type        = string
}

variable "metrics_image" {
  description = "Target `metrics` of the Dockerfile: VictoriaMetrics with what it reads."
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
  default     = 256
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

variable "listener_arn" {
  description = "Listener 8080: output `listener_arn` of the module `gatelight`."
  type        = string
}

variable "server_security_group_id" {
  description = "Security group of the server's tasks, whose `/metrics` is read."
  type        = string
}

variable "gateway_security_group_id" {
  description = "Security group of the gateway's tasks, whose `/metrics` is read."
  type        = string
}

variable "target_group_ids" {
  description = "Target groups to watch, by part: outputs `target_group_id`."
  type        = map(string)
}

variable "database_id" {
  description = "RDS instance to watch."
  type        = string
}

variable "public_url" {
  description = "Address people use, such as `https://llm.example.com`."
  type        = string
}

variable "base_path" {
  description = "Path of the UI, for links from Grafana to traces."
  type        = string
  default     = "/langfuse"
}

variable "retention" {
  description = "How long metrics are kept, as VictoriaMetrics writes it."
  type        = string
  default     = "90d"
}

variable "alarm_topic_arns" {
  description = "SNS topics that alarms of CloudWatch go to."
  type        = list(string)
  default     = []
}
