import { screen } from 'electron';
import type { DisplayDevice } from '../../shared/hardware/attached.ts';

export function listDisplays(): readonly DisplayDevice[] {
  return screen.getAllDisplays().map(({ id, label }) => ({ id: String(id), name: label }));
}

export function onDisplaysChange(listener: (displays: readonly DisplayDevice[]) => void): void {
  screen.on('display-added', () => listener(listDisplays()));
  screen.on('display-removed', () => listener(listDisplays()));
}
