import { SubmissionsAndShares1760000000000 } from './1760000000000-submissions-and-shares.js';
import { ManyMachines1760000100000 } from './1760000100000-many-machines.js';
import { AccountsAndWebhooks1760000200000 } from './1760000200000-accounts-and-webhooks.js';
import { Doctor1760000300000 } from './1760000300000-doctor.js';
import { FairShares1760000400000 } from './1760000400000-fair-shares.js';
import { LinesByLanguage1760000500000 } from './1760000500000-lines-by-language.js';
import { LimitedShares1760000600000 } from './1760000600000-limited-shares.js';
import { BlobsAndSuites1760000700000 } from './1760000700000-blobs-and-suites.js';
import { KeptSubmissions1760000800000 } from './1760000800000-kept-submissions.js';
import { StoredBytes1760000900000 } from './1760000900000-stored-bytes.js';
import { OutputsAsBlobs1760001000000 } from './1760001000000-outputs-as-blobs.js';
import { Facades1760001050000 } from './1760001050000-facades.js';
import { LiveRuns1760001060000 } from './1760001060000-live-runs.js';
import { LockedUsage1760001080000 } from './1760001080000-locked-usage.js';
import { BytesOfSuites1760001085000 } from './1760001085000-bytes-of-suites.js';
import { Calibration1760001095000 } from './1760001095000-calibration.js';

/** Every migration, oldest first. Written by hand; a test compares their outcome with the entities. */
export const MIGRATIONS = [
  SubmissionsAndShares1760000000000,
  ManyMachines1760000100000,
  AccountsAndWebhooks1760000200000,
  Doctor1760000300000,
  FairShares1760000400000,
  LinesByLanguage1760000500000,
  LimitedShares1760000600000,
  BlobsAndSuites1760000700000,
  KeptSubmissions1760000800000,
  StoredBytes1760000900000,
  OutputsAsBlobs1760001000000,
  Facades1760001050000,
  LiveRuns1760001060000,
  LockedUsage1760001080000,
  BytesOfSuites1760001085000,
  Calibration1760001095000,
];
