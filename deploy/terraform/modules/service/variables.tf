variable "platform" {
  description = "Output `platform` of the module of that name."
  type = object({
    name               = string
    region             = string
    vpc_id             = string
    vpc_cidr           = string
    cluster_arn        = string
    cluster_name       = string
    load_balancer_arn  = string
    load_balancer_name = string
    load_balancer_id   = string
    security_groups    = map(string)
    namespace_id       = string
    namespace          = string
    tags               = map(string)
  })
}

variable "part" {
  description = "Which part this is: `server`, `gateway` or `monitoring`."
  type        = string
}

variable "containers" {
  description = "Containers by name: image, command, port (0 for none), environment, secrets (variable to ARN), health (command), mounts (volume to path) and user. All have a read-only root file system."
  type = map(object({
    image       = string
    command     = optional(list(string))
    port        = optional(number, 0)
    environment = optional(map(string), {})
    secrets     = optional(map(string), {})
    health      = list(string)
    mounts      = optional(map(string), {})
    user        = optional(string, "10001:10001")
  }))
}

variable "volumes" {
  description = "Volumes by name: where each is on EFS, or null for one that goes with the task."
  type = map(object({
    file_system_id  = string
    access_point_id = string
  }))
  default = {}
}

variable "entrance" {
  description = "How the load balancer reaches it: the listener, the rule's priority, paths (none: every path), the container, its port and its health path."
  type = object({
    listener_arn  = string
    security_port = string
    priority      = number
    paths         = list(string)
    container     = string
    port          = number
    health_path   = string
  })
}

variable "origin_secret" {
  description = "Secret header value without which the listener's rule does not match."
  type        = string
  sensitive   = true
}

variable "direct_cidrs" {
  description = "Networks that need no such header."
  type        = list(string)
  default     = []
}

variable "cpu" {
  description = "CPU units of the task; 1024 are one vCPU."
  type        = number
}

variable "memory" {
  description = "Memory of the task in MiB."
  type        = number
}

variable "desired_count" {
  description = "Tasks, or the fewest when it scales."
  type        = number
  default     = 1
}

variable "max_count" {
  description = "Most tasks. The same as `desired_count`: it does not scale."
  type        = number
  default     = 1
}

variable "one_at_a_time" {
  description = "Whether the old task ends before the new one starts, because both would write to one volume."
  type        = bool
  default     = false
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

  validation {
    condition     = contains(["ARM64", "X86_64"], var.architecture)
    error_message = "ARM64 or X86_64."
  }
}

variable "task_policy" {
  description = "What the task itself may do, as a policy document; empty for nothing."
  type        = string
  default     = ""
}

variable "has_task_policy" {
  description = "Whether there is a task policy; its text may not be known before the resources it names."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "Days logs are kept."
  type        = number
  default     = 30
}
