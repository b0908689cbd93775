import type { Result } from '../../shared/result.ts';
import { type Build, readMachineText, type SettingsRefusal } from './settings-text.ts';
import { checkSettings, type StationSettings } from './station-settings.ts';
import type { RegistryPort } from './windows-policy.ts';

/**
 * The settings that hold on this machine: those of its file, with what Group Policy sets in their place (R3). Refuses
 * with the first thing that is wrong, in the file or in the policy.
 */
export function readMachineSettings(
  build: Build,
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  registry?: RegistryPort,
): Result<StationSettings, SettingsRefusal> {
  const source = readMachineText(build, platform, environment, registry);
  return source.ok ? checkSettings(source.value, build) : source;
}
