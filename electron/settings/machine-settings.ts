import { refuse, type Result } from '../../shared/result.ts';
import {
  readSettings,
  settingsFile,
  type SettingsRefusal,
  type StationSettings,
} from './station-settings.ts';
import { POLICY_KEY, readPolicy, type RegistryPort } from './windows-policy.ts';

/**
 * The settings that hold on this machine: those of its file, with what Group Policy sets in their place (R3). Refuses
 * with the first thing that is wrong, in the file or in the policy.
 */
export function readMachineSettings(
  build: 'development' | 'end-to-end' | 'production',
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  registry?: RegistryPort,
): Result<StationSettings, SettingsRefusal> {
  const policy = readPolicy(platform, registry);
  if (!policy.ok) {
    const { path: field, type } = policy.refusal;
    return refuse({ code: 'settings-field', file: POLICY_KEY, field, reason: type });
  }
  return readSettings(settingsFile(build, platform, environment), build, policy.value);
}
