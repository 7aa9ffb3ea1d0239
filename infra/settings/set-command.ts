/** Returns the command that sets a setting, for use in a hint. `assignment` is a name and a value, such as `nodeCount 2`. */
export const setCommand = (assignment: string): string => `\`pulumi config set ${assignment}\``;

/** An example of each setting, as the arguments of `pulumi config set`. */
export const examples: Readonly<Record<string, string>> = {
  location: "location westeurope",
  auth: "auth keys",
  vmSize: "vmSize Standard_D2s_v5",
  image: "image ubuntu-24.04",
  taskSlotsPerNode: "taskSlotsPerNode 2",
  nodeCount: "nodeCount 2",
  spotNodeCount: "spotNodeCount 0",
  autoscale: "autoscale true",
  minNodes: "minNodes 0",
  maxNodes: "maxNodes 10",
  spotPercent: "spotPercent 80",
  idleMinutes: "idleMinutes 15",
  packages: "--path 'packages[0]' ffmpeg",
  startScript: "startScript start.sh",
  containerImages: "--path 'containerImages[0]' docker.io/library/python:3.13-slim",
  containerRegistryId: "containerRegistryId <id>",
  subnetId: "subnetId <id>",
  publicIp: "publicIp true",
  allowedIps: "--path 'allowedIps[0]' 20.30.40.0/24",
  inputRetentionDays: "inputRetentionDays 30",
  outputRetentionDays: "outputRetentionDays 90",
  protect: "protect true",
  operators: "--path 'operators[0]' group:<id>",
  otherSubscriptions: "--path 'otherSubscriptions[0]' <id>",
  tags: "--path tags.costCentre 1234",
  logWorkspaceId: "logWorkspaceId <id>",
  monthlyBudget: "monthlyBudget 100",
  budgetEmails: "--path 'budgetEmails[0]' you@your.org",
};
