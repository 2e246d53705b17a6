import { deliveryInput, deliveryProgress, type DeliveryInput, type DeliveryProgress } from '../domain/delivery.ts';
import type { Job } from '../queue/job-engine.ts';

/** What a job was accepted with. Throws a ZodError when the stored text is not ours. */
export const readInput = (job: Pick<Job, 'payload'>): DeliveryInput => deliveryInput.parse(JSON.parse(job.payload));

/** How far a job has come; nothing yet for a fresh one. Throws a ZodError when the stored text is not ours. */
export const readProgress = (job: Pick<Job, 'progress'>): DeliveryProgress =>
  job.progress === '' ? { results: [], attempts: [] } : deliveryProgress.parse(JSON.parse(job.progress));
