/** Names of services that an experiment can speak of. Compose and Kubernetes allow others, too. */
export const serviceName = /^\w+(-\w+)*$/;
