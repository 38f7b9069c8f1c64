import { z } from 'zod';

/** RFC 3339, as the API server keeps times. */
export const dateTime = z.iso.datetime({ offset: true });
