import { z } from 'zod';

// Imported before anything that makes a schema: zod would try whether strings may become code, which the policy of these
// pages forbids and reports.
z.config({ jitless: true });
